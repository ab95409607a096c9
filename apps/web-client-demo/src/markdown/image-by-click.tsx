import { Image } from 'lucide-react'
import { useState } from 'react'

/** Loads an image only by a click, because its server learns who reads the message, and when. */
export function ImageByClick({ src, alt }: { src: string; alt: string }) {
  const [isWanted, setWanted] = useState(false)
  if (!/^https?:/i.test(src)) return <span>{alt}</span>
  if (isWanted) {
    return <img src={src} alt={alt} referrerPolicy="no-referrer" className="max-h-96 max-w-full" />
  }
  return (
    <button
      type="button"
      title={src}
      className="inline-flex items-center gap-1.5 rounded-lg border border-line px-2 py-1 text-sm"
      onClick={() => setWanted(true)}
    >
      <Image size={15} aria-hidden />
      <span>Show image: {alt || new URL(src).host}</span>
    </button>
  )
}
