import { useEffect, useState } from "preact/hooks";
import { type Address, decodeAddress, encodeAddress, VIEWS, type View } from "./address.js";
import { Later } from "./later.js";
import { catalogue } from "./playground/catalogue.js";
import { Finder } from "./playground/finder.js";
import { ROUTES } from "./views.js";

interface AppProps {
  readonly address: Address;
  readonly text: string;
}

/** The whole page: what its address says, and the text of the test. */
export function App({ address: first, text: firstText }: AppProps) {
  const [address, setAddress] = useState(first);
  const [text, setText] = useState(firstText);
  const go = (change: Partial<Address>) => setAddress((now) => ({ ...now, ...change }));
  /** Shows another text; `test` is its path if it ships with litmus. */
  const open = (test: string | null, next: string, change: Partial<Address> = {}) => {
    setText(next);
    go({ test, text: next, outcome: null, path: [], at: 0, ...change });
  };
  useEffect(() => {
    void encodeAddress(address).then((hash) => history.replaceState(null, "", `#${hash}`));
  }, [address]);
  useEffect(() => {
    const follow = async () => {
      const next = await decodeAddress(location.hash);
      setText(next.text ?? catalogue.get(next.test ?? "") ?? "");
      setAddress(next);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return (
    <>
      <header>
        <h1>litmus</h1>
        <Finder test={address.test} onOpen={open} />
        <Views view={address.view} onChoose={(view) => go({ view })} />
      </header>
      <main>
        <Later load={ROUTES[address.view].load} props={{ address, text, onGo: go, onOpen: open }} />
      </main>
    </>
  );
}

interface ViewsProps {
  readonly view: View;
  onChoose(view: View): void;
}

function Views({ view, onChoose }: ViewsProps) {
  return (
    <nav aria-label="Views">
      {VIEWS.map((name) => (
        <button
          type="button"
          key={name}
          aria-pressed={view === name}
          onClick={() => onChoose(name)}
        >
          {ROUTES[name].title}
        </button>
      ))}
    </nav>
  );
}
