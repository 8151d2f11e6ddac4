// @ts-check
// Look up what an explorer showed in a recorded state: see columns.py for the three forms of a column.
// A state is a list of numbers, one for each control: which of its recorded values it has.

/** @typedef {{value?: any, axes?: number[], values?: any[], index?: number[], points?: number, tenths?: number[], summed?: Int32Array}} Column */

/** @typedef {{order: Column, looks: Record<string, Record<string, Column>>}} Marks the marks of one panel */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 5; // recorded values that an arrow key goes with Shift

/**
 * The number of a state's row in a column.
 * @param {Column} column @param {number[]} state @param {number[]} shape
 */
function rowOf(column, state, shape) {
  return (column.axes || []).reduce((row, axis) => row * shape[axis] + state[axis], 0);
}

/**
 * What a column holds for a state.
 * @param {Column} column @param {number[]} state @param {number[]} shape
 */
export function valueIn(column, state, shape) {
  if (!column.axes) return column.value;
  const row = rowOf(column, state, shape);
  if (column.values && column.index) return column.values[column.index[row]];
  const count = column.points || 0;
  const sums = summed(column);
  return Array.from({ length: count }, (_, k) => {
    const at = 2 * (row * count + k);
    return [sums[at] / 10, sums[at + 1] / 10];
  });
}

/** @param {Column} column */
function summed(column) {
  if (column.summed) return column.summed;
  const sums = Int32Array.from(column.tenths || []);
  const width = 2 * (column.points || 0);
  for (let k = width; k < sums.length; k += 1) sums[k] += sums[k - width];
  return (column.summed = sums);
}

/**
 * The state with this row in a column, all controls on which the column does not depend as in `state`.
 * @param {Column} column @param {number} row @param {number[]} state @param {number[]} shape
 */
function stateAt(column, row, state, shape) {
  const found = [...state];
  for (const axis of [...(column.axes || [])].reverse()) {
    found[axis] = row % shape[axis];
    row = Math.floor(row / shape[axis]);
  }
  return found;
}

/** How many rows a column has. @param {Column} column @param {number[]} shape */
function rowsOf(column, shape) {
  return (column.axes || []).reduce((rows, axis) => rows * shape[axis], 1);
}

/**
 * The first point in a row of a column, or null where it has none.
 * @param {Column} column @param {number} row @returns {[number, number] | null}
 */
function firstPoint(column, row) {
  if (!column.axes) return column.value?.[0] ?? null;
  if (column.values && column.index) return column.values[column.index[row]]?.[0] ?? null;
  const [sums, at] = [summed(column), 2 * row * (column.points || 0)];
  return [sums[at] / 10, sums[at + 1] / 10];
}

export class Table {
  /** @param {number[]} shape how many values each control has */
  constructor(shape) {
    this.shape = shape;
    /** @type {WeakMap<Record<string, Column>, {rows: string, mark: any}>} the marks that were looked up last */
    this.last = new WeakMap();
  }

  /** @param {Column} column @param {number[]} state */
  at(column, state) {
    return valueIn(column, state, this.shape);
  }

  /** The marks of a panel, in the order in which they are painted. @param {Marks} panel @param {number[]} state */
  marks({ order, looks }, state) {
    /** @type {Record<string, any>} */
    const marks = {};
    for (const name of this.at(order, state)) marks[name] = this.mark(looks[name], state);
    return marks;
  }

  /** One mark; the same object as last time where nothing about it has changed. @param {Record<string, Column>} looks @param {number[]} state */
  mark(looks, state) {
    const rows = String(Object.values(looks).map((column) => rowOf(column, state, this.shape)));
    const last = this.last.get(looks);
    if (last?.rows === rows) return last.mark;
    /** @type {Record<string, any>} */
    const mark = {};
    for (const [key, column] of Object.entries(looks)) {
      const value = this.at(column, state);
      if (value !== null) mark[key] = value;
    }
    this.last.set(looks, { rows, mark });
    return mark;
  }

  /**
   * The place of a mark in a state, or null where it has none.
   * @param {Marks} panel @param {string} mark @param {number[]} state @returns {[number, number] | null}
   */
  place(panel, mark, state) {
    const column = panel.looks[mark].at;
    return firstPoint(column, rowOf(column, state, this.shape));
  }

  /**
   * The controls that move a mark. @param {Marks} panel @param {string} mark @returns {number[]}
   */
  movers(panel, mark) {
    return panel?.looks[mark]?.at.axes || [];
  }

  /**
   * Among the states that the dragged mark can be in, the one in which it is nearest to the pointer.
   * @param {Marks} panel @param {string} mark @param {number} x @param {number} y @param {number[]} state
   */
  nearest(panel, mark, x, y, state) {
    const column = panel?.looks[mark]?.at;
    if (!column) return state;
    let [best, least] = [-1, Infinity];
    for (let row = 0; row < rowsOf(column, this.shape); row += 1) {
      const at = firstPoint(column, row);
      const distance = at ? (at[0] - x) ** 2 + (at[1] - y) ** 2 : Infinity;
      if (distance < least) [best, least] = [row, distance];
    }
    return best < 0 ? state : stateAt(column, best, state, this.shape);
  }

  /**
   * The neighbouring state in which the mark has gone farthest in the direction of an arrow key; the same where none has.
   * @param {Marks} panel @param {string} mark @param {keyof typeof ARROWS} key @param {boolean} far @param {number[]} state
   */
  towards(panel, mark, key, far, state) {
    const [right, down] = ARROWS[key];
    const from = this.place(panel, mark, state);
    let [best, most] = [state, 0];
    for (const axis of this.movers(panel, mark)) {
      for (const steps of far ? [-FAR, FAR] : [-1, 1]) {
        const other = state.with(axis, Math.max(0, Math.min(this.shape[axis] - 1, state[axis] + steps)));
        const to = this.place(panel, mark, other);
        const gone = from && to ? right * (to[0] - from[0]) + down * (to[1] - from[1]) : 0;
        if (gone > most + 1e-9) [best, most] = [other, gone];
      }
    }
    return best;
  }
}
