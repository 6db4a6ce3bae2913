import { render } from "preact";
import { App } from "./app.js";
import { readShown } from "./shown.js";
import "./style.css";

async function start(): Promise<void> {
  const first = await readShown(location.hash);
  render(<App first={first} />, document.querySelector("#page")!);
}

void start();
