import { testExhaustive } from "./shards.js";

testExhaustive("pairs", { number: 1, of: 2 });
