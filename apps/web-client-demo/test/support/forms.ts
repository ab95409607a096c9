/** What takes minutes has a short form in the suite, and its long one behind `test:long`. */
export const IS_LONG = process.env['FORMS'] === 'long'
