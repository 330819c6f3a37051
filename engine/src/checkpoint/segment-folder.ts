/** Where a log's segments are: a folder, or what a test plays one with. Names are plain file names. */
export interface SegmentFolder {
  /** For messages. */
  readonly location: string;
  /** Keeps everybody else out, if there is something to keep them from. @throws {StreamingError} `LOG_IN_USE` */
  lock(): void;
  unlock(): void;
  /** In no order; none when there is no folder. */
  list(): readonly string[];
  read(name: string): Buffer;
  readAt(name: string, offset: number, length: number): Uint8Array;
  /** Overwrites, cuts, copies and renames; durable when they return. */
  patch(name: string, offset: number, bytes: Uint8Array): void;
  cut(name: string, length: number): void;
  copy(name: string, to: string): void;
  /** What is in it, whoever wrote it, and its name survive a power cut when this returns. */
  secure(name: string): void;
  remove(name: string): Promise<void>;
  /** For writing; makes it and the folder where they are missing. Its name is durable with its first sync. */
  open(name: string): Promise<SegmentFile>;
}

/** A segment that is written. */
export interface SegmentFile {
  readonly size: number;
  /** All of it, or it rejects. */
  write(pieces: readonly Uint8Array[], position: number): Promise<void>;
  /** What was written survives a power cut when it resolves; nothing is known when it rejects. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
