import Linkify from 'linkify-react'

const OPTIONS = {
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  className: 'underline underline-offset-2',
  validate: { url: (value: string) => /^(https?:\/\/|www\.)/i.test(value) },
  defaultProtocol: 'https',
}

export function LinkedText({ text }: { text: string }) {
  return <Linkify options={OPTIONS}>{text}</Linkify>
}
