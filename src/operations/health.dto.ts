export class LiveDto {
  status: string;
}

export class ReadyDto {
  status: string;
}
