import { render } from "preact";
import { decodeAddress } from "./address.js";
import { App } from "./app.js";
import { catalogue } from "./playground/catalogue.js";
import "./style.css";

async function start(): Promise<void> {
  const address = await decodeAddress(location.hash);
  const test = address.test ?? (address.text === null ? "vma-lock/fence-loss.lit" : null);
  const text = address.text ?? catalogue.get(test ?? "") ?? "";
  render(
    <App address={{ ...address, test, text }} text={text} />,
    document.querySelector("#page")!,
  );
}

void start();
