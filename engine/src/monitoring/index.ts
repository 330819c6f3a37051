export type { HistogramMetric, HistogramValues, Metric, Sample, ScalarMetric } from './metric.ts';
export type { Monitor, MonitorOptions } from './monitor.ts';
export { openMonitor } from './open-monitor.ts';
export type { MonitoringServer, ServeMonitoringOptions } from './serve-monitoring.ts';
export { serveMonitoring } from './serve-monitoring.ts';
