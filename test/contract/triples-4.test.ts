import { testExhaustive } from "./shards.js";

testExhaustive("triples", { number: 4, of: 4 });
