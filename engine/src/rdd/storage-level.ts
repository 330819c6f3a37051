/** Where kept records stand. */
export interface StorageLevel {
  readonly name: string;
  readonly useMemory: boolean;
  readonly useDisk: boolean;
  /** Kept as they are; false: as bytes, which take less room and cost time to read. */
  readonly deserialized: boolean;
  /** 2: a second copy, on disk. */
  readonly replication: 1 | 2;
}

function level(
  name: string,
  useMemory: boolean,
  useDisk: boolean,
  deserialized: boolean,
  replication: 1 | 2 = 1,
): StorageLevel {
  return { name, useMemory, useDisk, deserialized, replication };
}

/** Spark's storage levels. On one machine the second copy of a `_2` level is a file. */
export const StorageLevel = {
  NONE: level('NONE', false, false, false),
  DISK_ONLY: level('DISK_ONLY', false, true, false),
  DISK_ONLY_2: level('DISK_ONLY_2', false, true, false, 2),
  MEMORY_ONLY: level('MEMORY_ONLY', true, false, true),
  MEMORY_ONLY_2: level('MEMORY_ONLY_2', true, false, true, 2),
  MEMORY_ONLY_SER: level('MEMORY_ONLY_SER', true, false, false),
  MEMORY_ONLY_SER_2: level('MEMORY_ONLY_SER_2', true, false, false, 2),
  MEMORY_AND_DISK: level('MEMORY_AND_DISK', true, true, true),
  MEMORY_AND_DISK_2: level('MEMORY_AND_DISK_2', true, true, true, 2),
  MEMORY_AND_DISK_SER: level('MEMORY_AND_DISK_SER', true, true, false),
  MEMORY_AND_DISK_SER_2: level('MEMORY_AND_DISK_SER_2', true, true, false, 2),
} as const;
