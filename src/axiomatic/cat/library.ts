/**
 * The cat files that models expect to find beside them, written from their specification in the
 * herd manual and in lib/interpreter.ml's initial environment; names are the ones that published
 * models use. `stdlib.cat` runs before every model. An execution may give `rmw`, `amo` and `lxsx`
 * itself; otherwise they follow from the sets `X` and `EX`.
 */
const STDLIB = `Standard
let emptyset = domain 0
let partition = classes-loc
let tag2instrs = tag2events

(* Sets that only some architectures have *)
let LKW = try LKW with emptyset
let PTE = try PTE with emptyset
let X = try X with emptyset
let EX = try EX with emptyset

(* Older names *)
let PoD = B
let BR = B
let NDATA = ADDR
let inv-field = try inv-domain with 0

(* Communication and coherence that hold in any case *)
let po-loc = loc & po
let rfi = int & rf
let rfe = ext & rf
let co0 = loc & ((IW * (W \\ IW)) | ((W \\ FW) * FW))

(* Read-modify-writes: the two accesses of one instruction, or a reserving load and its store *)
let amo = try amo with
  ([R & Exp & X]; loc & same-instance \\ id; [W & Exp & X]) |
  ([R & NExp & PTE]; loc & iico_data; [W & NExp & PTE])
let lxsx = try lxsx with ([R & EX]; (po \\ (po; [M & EX]; po)); [W & EX])
let rmw = try rmw with lxsx | amo

(* Relations from sets *)
let toid S = [S]
let fencerel F = (po & (_ * F)); po
let ctrlcfence (ctrl, F) = (ctrl & (_ * F)); po

(* Relation algebra *)
let imply (p, q) = q | ~p
let nodetour (direct, first, second) = direct \\ (first; second)
let singlestep r = nodetour (r, r, r)
let udr r = range r | domain r

procedure subseteq (small, large) =
  empty small \\ large
end
procedure inclusion (small, large) =
  empty small \\ large
end
procedure total (r, S) =
  call inclusion ((S * S), (r | r^-1))
end

(* The set of the values of f on the elements of a set *)
let map f =
  let rec go S = match S with
    || {} -> {}
    || x ++ rest -> f x ++ go rest
  end in go
`;

/**
 * Every way to order each location's writes, as the product of the ways to order one location's.
 */
const CROSS = `Cross
let co_locs (start, parts) =
  let rec go parts = match parts with
    || {} -> {}
    || part ++ rest -> linearisations (part, start) ++ go rest
  end in go parts

(* One relation from each set: all unions *)
let cross choices =
  let rec unions (sofar, choices, found) = match choices with
    || {} -> sofar ++ found
    || choice ++ rest ->
         let rec each (choice, found) = match choice with
           || {} -> found
           || r ++ others -> each (others, unions (r | sofar, rest, found))
         end in each (choice, found)
  end in unions (0, choices, {})

let generate_orders (S, start) = cross (co_locs (start, partition S))
let generate_cos start = generate_orders (W, start)
`;

/**
 * Chooses a coherence order and derives what compares with it. Written as text, for models that
 * include it by name.
 */
const COS = `Coherence
include "cross.cat"
let invrf = rf^-1
let cobase = co0
with co from generate_cos cobase
let coi = co & int
let coe = co \\ coi
let fr = (invrf; co) \\ id
let fri = fr & int
let fre = fr \\ fri
let ca = co | fr
show co, fr
`;

/**
 * The same with what each location's accesses in program order say about coherence put in from the
 * start.
 */
const COS_OPTIMISED = `Coherence
include "cross.cat"
let invrf = rf^-1
let obsco =
  let ww = po-loc & (W * W)
  and wr = ((po-loc & (W * R)); invrf) \\ id
  and rw = rf; (po-loc & (R * W))
  and rr = (rf; (po-loc & (R * R)); invrf) \\ id in
  ww | wr | rw | rr
let rmwco = rf & (W * (R & W))
let cobase = obsco | rmwco | co0
acyclic cobase as ConsCo
with co from generate_cos cobase
let coi = co & int
let coe = co \\ coi
let fr = (invrf; co) \\ id
let fri = fr & int
let fre = fr \\ fri
let ca = co | fr
show co, fr
`;

/** Coherence of C11: on atomic writes only. */
const C11_COS = `Coherence
include "cross.cat"
let invrf = rf^-1
let mobase = co0
with mo from generate_orders (W & (A | IW), mobase)
let moi = mo & int
let moe = mo & ext
let co = mo
let coi = moi
let coe = moe
let fr = (invrf; mo) \\ id
let fri = fr & int
let fre = fr & ext
show mo, fr
`;

const FILTERS = `Filters
let A = (try X with {}) | (try A with {})
let P = M \\ A
let RR r = r & (R * R) and RW r = r & (R * W) and RM r = r & (R * M)
let WR r = r & (W * R) and WW r = r & (W * W) and WM r = r & (W * M)
let MR r = r & (M * R) and MW r = r & (M * W) and MM r = r & (M * M)
let AA r = r & (A * A) and AP r = r & (A * P) and PA r = r & (P * A) and PP r = r & (P * P)
let AM r = r & (A * M) and MA r = r & (M * A)
let noid r = r \\ id
let invrf = rf^-1
let atom = [A]
`;

/** The built-in files by the names that models include. */
export const LIBRARY: ReadonlyMap<string, string> = new Map([
  ["stdlib.cat", STDLIB],
  ["cross.cat", CROSS],
  ["cos.cat", COS],
  ["cos-opt.cat", COS_OPTIMISED],
  ["c11_cos.cat", C11_COS],
  ["filters.cat", FILTERS],
]);
