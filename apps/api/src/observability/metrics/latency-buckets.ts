/** In seconds: from a response out of memory to one that waited for Redis past its deadline. */
export const LATENCY_BUCKETS = [
  0.0003, 0.0006, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2,
]
