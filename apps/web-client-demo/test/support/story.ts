import type { NewMessage } from '@threadkeep/shared'
import { agent, seed, user } from './seed.ts'

export const STORY_OWNER = { tenantId: 'contoso', userId: 'ada' }

/** A history that looks like one, for the pictures. */
export async function seedStory(redisUrl: string): Promise<void> {
  await seed(redisUrl, STORY_OWNER, async (conversations) => {
    for (const { title, status, says } of EARLIER) {
      const { conversation } = await conversations.start({ title })
      await conversations.append(conversation.id, { messages: [...says] })
      if (status) await conversations.setStatus(conversation.id, status)
    }
    const { conversation } = await conversations.start({ title: 'Spring offsite' })
    await conversations.append(conversation.id, { messages: OFFSITE })
  })
}

const EARLIER = [
  {
    title: 'Laptop will not wake up',
    status: 'archived',
    says: [user('It stays black after lunch.'), agent('A firmware update fixed this for others.')],
  },
  {
    title: 'Invoice 20418',
    status: 'completed',
    says: [user('Was it paid?'), agent('Yes, on Monday. The receipt is on its way to you.')],
  },
  {
    title: 'Travel policy for trains',
    status: undefined,
    says: [user('May I book first class?'), agent('For journeys over four hours, yes.')],
  },
  {
    title: 'Parental leave, who to ask',
    status: undefined,
    says: [user('Where do I start?'), agent('With your people partner. I can set up a call.')],
  },
  {
    title: 'Access to the design files',
    status: 'completed',
    says: [user('I cannot open them.'), agent('You were added to the group just now.')],
  },
  {
    title: 'Meeting room for Thursday',
    status: undefined,
    says: [user('Eight people, two hours.'), agent('Room Lovelace is free from 14:00.')],
  },
] as const

const OFFSITE: NewMessage[] = [
  user('Can you help me plan the spring offsite? About twenty people, two days.'),
  agent(
    'Gladly. Three places have room for twenty in April: the lake house, the old mill and the ' +
      'farm. The lake house is the only one that can be reached by train.',
  ),
  user('The lake house, then.'),
  {
    role: 'assistant',
    content: {
      type: 'card',
      card: {
        type: 'AdaptiveCard',
        version: '1.5',
        body: [
          { type: 'TextBlock', text: 'Lake house, two days', weight: 'bolder', size: 'medium' },
          {
            type: 'FactSet',
            facts: [
              { title: 'When', value: '22 and 23 April' },
              { title: 'People', value: '20' },
              { title: 'Train', value: '08:14, platform 3' },
            ],
          },
          {
            type: 'Input.Text',
            id: 'note',
            label: 'Anything we should know?',
            placeholder: 'Allergies, arrivals, wishes',
          },
        ],
        actions: [
          { type: 'Action.Submit', id: 'book', title: 'Book it', style: 'positive' },
          { type: 'Action.Submit', id: 'later', title: 'Hold for a week' },
        ],
      },
    },
  },
]
