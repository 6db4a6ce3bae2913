import type { Method } from "../c/parser-cursor.js";

/** A method with `arity` arguments before the order, which may be left out. */
function ordered(
  name: string,
  arity: number,
): readonly [string, (count: number) => Method | undefined] {
  const method = name.replace("atomic_flag_", "").replace("atomic_", "");
  return [
    method,
    (count) => {
      if (count < 0 || count === arity) return { name, takesReference: false };
      if (count === arity + 1) return { name: `${name}_explicit`, takesReference: false };
      return undefined;
    },
  ];
}

/** With one order, which stands for both, or with an order on success and one on failure. */
function compareExchange(
  strength: string,
): readonly [string, (count: number) => Method | undefined] {
  const name = `atomic_compare_exchange_${strength}`;
  const names = new Map([
    [-1, name],
    [2, name],
    [3, `__compare_exchange_${strength}`],
    [4, `${name}_explicit`],
  ]);
  return [
    `compare_exchange_${strength}`,
    (count) => {
      const found = names.get(count);
      return found === undefined ? undefined : { name: found, takesReference: true };
    },
  ];
}

function mutex(
  method: string,
  name: string,
): readonly [string, (count: number) => Method | undefined] {
  return [method, (count) => (count <= 0 ? { name, takesReference: false } : undefined)];
}

/** Methods of `std::atomic`, `std::atomic_flag` and `std::mutex`; asked with -1 for whether there is one at all. */
export const methods: ReadonlyMap<string, (count: number) => Method | undefined> = new Map([
  ordered("atomic_load", 0),
  ordered("atomic_store", 1),
  ordered("atomic_exchange", 1),
  ordered("atomic_fetch_add", 1),
  ordered("atomic_fetch_sub", 1),
  ordered("atomic_fetch_or", 1),
  ordered("atomic_fetch_xor", 1),
  ordered("atomic_fetch_and", 1),
  compareExchange("strong"),
  compareExchange("weak"),
  ordered("atomic_flag_test_and_set", 0),
  ordered("atomic_flag_clear", 0),
  mutex("lock", "mtx_lock"),
  mutex("unlock", "mtx_unlock"),
]);
