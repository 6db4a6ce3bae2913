import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("triples", { number: 4, of: 4 });
