import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("pairs", { number: 1, of: 2 });
