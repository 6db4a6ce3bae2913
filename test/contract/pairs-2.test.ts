import { testExhaustive } from "./shards.js";

testExhaustive("pairs", { number: 2, of: 2 });
