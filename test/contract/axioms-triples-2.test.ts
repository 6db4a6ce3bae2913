import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("triples", { number: 2, of: 4 });
