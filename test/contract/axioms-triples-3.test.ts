import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("triples", { number: 3, of: 4 });
