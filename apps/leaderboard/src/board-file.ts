/** Where the board is once it is built: it is `.tsx`, which Node cannot run. */
export const boardFile: URL = new URL('../dist/board.js', import.meta.url);
