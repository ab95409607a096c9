/** The API's response where something is wrong on its side. */
export const INTERNAL = {
  code: -32603,
  message: 'Something went wrong on our side.',
  data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500, reason: 'INTERNAL' },
}
