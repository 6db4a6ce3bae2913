import { testRandom } from "./shards.js";

testRandom({ number: 2, of: 2 });
