import { testAxiomsExhaustive } from "./axioms-shards.js";

testAxiomsExhaustive("pairs", { number: 2, of: 2 });
