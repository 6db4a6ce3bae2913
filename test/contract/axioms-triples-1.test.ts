import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("triples", { number: 1, of: 4 });
