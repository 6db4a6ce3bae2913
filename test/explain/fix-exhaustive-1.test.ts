import { exhaustive } from "./fix-exhaustive.js";

exhaustive(0, 2);
