import { testCycles } from "./shards.js";

testCycles({ number: 1, of: 2 });
