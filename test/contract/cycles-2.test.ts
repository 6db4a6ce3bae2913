import { testCycles } from "./shards.js";

testCycles({ number: 2, of: 2 });
