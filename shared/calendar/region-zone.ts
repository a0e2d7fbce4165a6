import { isZone } from '../values/time/zone.ts';

/**
 * Region → the time zone of the city by which the vendor names it ("Regions and Endpoints": AP-Manila, LA-Santiago). All of
 * China has one zone.
 */
const ZONES: Readonly<Record<string, string>> = {
  'af-north-1': 'Africa/Cairo',
  'af-south-1': 'Africa/Johannesburg',
  'ap-southeast-1': 'Asia/Hong_Kong',
  'ap-southeast-2': 'Asia/Bangkok',
  'ap-southeast-3': 'Asia/Singapore',
  'ap-southeast-4': 'Asia/Jakarta',
  'ap-southeast-5': 'Asia/Manila',
  'eu-west-0': 'Europe/Paris',
  'eu-west-101': 'Europe/Dublin',
  'la-north-2': 'America/Mexico_City',
  'la-south-2': 'America/Santiago',
  'me-east-1': 'Asia/Riyadh',
  'na-mexico-1': 'America/Mexico_City',
  'ru-moscow-1': 'Europe/Moscow',
  'ru-northwest-2': 'Europe/Moscow',
  'sa-brazil-1': 'America/Sao_Paulo',
  'sa-chile-1': 'America/Santiago',
  'tr-west-1': 'Europe/Istanbul',
};

const CHINA = 'Asia/Shanghai';

/** The time zone of a region; undefined for a region that is not known, or a zone that this runtime does not know. */
export function zoneOf(region: string): string | undefined {
  const zone = /^cn-(north|east|south|southwest|northwest)/.test(region)
    ? CHINA
    : Object.hasOwn(ZONES, region)
      ? ZONES[region]
      : undefined;
  return zone !== undefined && isZone(zone) ? zone : undefined;
}
