import Linkify from 'linkify-react'

const OPTIONS = {
  target: '_blank',
  rel: 'noopener noreferrer nofollow ugc',
  className: 'underline underline-offset-2',
  validate: { url: (value: string) => /^(https?:\/\/|www\.)/i.test(value) },
  defaultProtocol: 'https',
}

/** What a person wrote is shown as they wrote it, with links that can be followed. */
export function UserText({ text }: { text: string }) {
  return <Linkify options={OPTIONS}>{text}</Linkify>
}
