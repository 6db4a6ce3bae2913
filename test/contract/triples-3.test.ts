import { testExhaustive } from "./shards.js";

testExhaustive("triples", { number: 3, of: 4 });
