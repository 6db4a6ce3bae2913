import { exhaustive } from "./fix-exhaustive.js";

exhaustive(1, 2);
