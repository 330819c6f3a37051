/** How the screen is divided, from the terminal's size alone. */
export interface Layout {
  readonly kind: 'wide' | 'normal' | 'small' | 'tiny';
  readonly columns: number;
  readonly rows: number;
  /** Width of the list; in `wide`, the tag's pane has the rest. */
  readonly listColumns: number;
  /** 0 where there is no pane. */
  readonly paneColumns: number;
  /** Hashtags on the screen at once. */
  readonly listRows: number;
}

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 12;
/** Title, engine, totals, view, column titles; rule, chosen tag (the pane has it, where there is one), notice, keys. */
const NORMAL_FRAME_ROWS = 9;
/** Title, engine; notice, keys. */
const SMALL_FRAME_ROWS = 4;
const PANE_FROM_COLUMNS = 116;
/** Beyond this the pane and the list share what more there is. */
const GOOD_PANE_COLUMNS = 50;

/** @param columns, rows the terminal's size; 80×24 stands in for what is unknown */
export function layoutOf(columns = 80, rows = 24): Layout {
  const size = { columns: Math.max(1, columns), rows: Math.max(1, rows) };
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) {
    return { ...size, kind: 'tiny', listColumns: size.columns, paneColumns: 0, listRows: size.rows - 2 };
  }
  if (columns < 80 || rows < 20) {
    return {
      ...size,
      kind: 'small',
      listColumns: columns,
      paneColumns: 0,
      listRows: rows - SMALL_FRAME_ROWS,
    };
  }
  const listRows = rows - NORMAL_FRAME_ROWS;
  if (columns < PANE_FROM_COLUMNS) {
    return { ...size, kind: 'normal', listColumns: columns, paneColumns: 0, listRows };
  }
  const extra = Math.max(0, columns - 81 - GOOD_PANE_COLUMNS);
  const listColumns = 80 + Math.floor(extra / 2);
  const paneColumns = columns - listColumns - 1;
  return { ...size, kind: 'wide', listColumns, paneColumns, listRows: listRows + 1 };
}
