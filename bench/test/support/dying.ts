/** A contestant that ends its process. */
export async function connect(): Promise<never> {
  process.exit(7)
}
