/** How PySpark is run: what was found best on two cores, see README.md. */
export const SPARK = {
  settings: {
    // A receiver takes one of them for good and uses little of a core; two are left to work.
    'spark.master': 'local[3]',
    // Spark takes no less than 450 MiB. Less CPU and memory than 1 GB with the collector that Java chooses.
    'spark.driver.memory': '512m',
    'spark.driver.extraJavaOptions': '-XX:+UseSerialGC',
    // A block is a partition, and each costs a task and a call of a Python worker: 10 a batch instead of 50.
    'spark.streaming.blockInterval': '1000ms',
    'spark.streaming.receiver.writeAheadLog.enable': 'false',
    'spark.streaming.backpressure.enabled': 'true',
    'spark.python.worker.reuse': 'true',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.eventLog.enabled': 'false',
  } as Readonly<Record<string, string>>,
  numReceivers: 1,
  /** Of the shuffle and the window. */
  numPartitions: 2,
} as const;
