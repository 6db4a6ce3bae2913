import type { ComponentType } from "preact";
import type { Address, View } from "./address.js";

/** What every view of the page gets. */
export interface ViewProps {
  readonly address: Address;
  /** The test that the page holds. */
  readonly text: string;
  /** Changes a part of the address. */
  onGo(change: Partial<Address>): void;
  /** Shows another text; `test` is its path below `litmus/` if it ships. */
  onOpen(test: string | null, text: string, change?: Partial<Address>): void;
}

interface Route {
  readonly title: string;
  /** Loads the view: a function that stays the same, since a view that has another is loaded anew. */
  readonly load: () => Promise<ComponentType<ViewProps>>;
}

/** Verdicts and stepper stand beside the same editor. */
const playground = () => import("./playground/playground.js").then((part) => part.Playground);

/** The views of the page; each is loaded when it is first shown. */
export const ROUTES: Readonly<Record<View, Route>> = {
  verdicts: { title: "Verdicts", load: playground },
  stepper: { title: "Stepper", load: playground },
  cpu: {
    title: "Your CPU",
    load: () => import("./hardware/hardware.js").then((part) => part.Hardware),
  },
  course: { title: "Course", load: () => import("./course/course.js").then((part) => part.Course) },
};
