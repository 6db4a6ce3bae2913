import { VIEWS, type View } from "./address.js";
import { Later } from "./later.js";
import { Finder } from "./playground/finder.js";
import { type Shown, useShown } from "./shown.js";
import { ROUTES } from "./views.js";

interface AppProps {
  readonly first: Shown;
}

/** The whole page. */
export function App({ first }: AppProps) {
  const { address, text, problem, go, open } = useShown(first);
  return (
    <>
      <header>
        <h1>litmus</h1>
        <Finder test={address.test} onOpen={open} />
        <Views view={address.view} onChoose={(view) => go({ view })} />
      </header>
      {problem !== null && (
        <p class="problem notice" role="alert">
          {problem}
        </p>
      )}
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
