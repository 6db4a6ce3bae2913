import { testRandom } from "./shards.js";

testRandom({ number: 1, of: 2 });
