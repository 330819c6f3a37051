/** What a process did to files, and what it told others meanwhile, in the order in which it happened. */
export type DiskOperation =
  | { readonly kind: 'open'; readonly path: string; readonly creates: boolean; readonly truncates: boolean }
  /** `at` undefined: at the end of the file. */
  | { readonly kind: 'write'; readonly path: string; readonly at: number | undefined; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  /** Of a file or a folder. */
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'makeFolder'; readonly path: string }
  | { readonly kind: 'rename' | 'link'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  /** Written to a socket or a pipe. */
  | { readonly kind: 'told'; readonly text: string };
