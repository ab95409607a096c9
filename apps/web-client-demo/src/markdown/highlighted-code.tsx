import { toJsxRuntime } from 'hast-util-to-jsx-runtime'
import { common, createLowlight } from 'lowlight'
import { memo } from 'react'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'

const lowlight = createLowlight(common)

/** Longer code is shown without colours: each token is an element of the page. */
const MAX_CHARACTERS = 8_000

export const HighlightedCode = memo(function HighlightedCode(props: {
  text: string
  language: string
}) {
  const { text, language } = props
  if (text.length > MAX_CHARACTERS || !lowlight.registered(language)) return text
  return toJsxRuntime(lowlight.highlight(language, text), { Fragment, jsx, jsxs })
})
