import { testExhaustive } from "./shards.js";

testExhaustive("triples", { number: 2, of: 4 });
