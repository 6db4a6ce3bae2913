import { testExhaustive } from "./shards.js";

testExhaustive("triples", { number: 1, of: 4 });
