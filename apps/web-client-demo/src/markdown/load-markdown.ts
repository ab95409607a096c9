export const loadMarkdown = () => import('./markdown.tsx')
