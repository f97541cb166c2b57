import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { currentDocument } from './openapi.js';

/** Swagger UI at `/docs`, made for exploring: it loads nothing from elsewhere and remembers the token. */
export function serveDocs(app: NestFastifyApplication, config: Config): void {
  SwaggerModule.setup('docs', app, () => currentDocument(app, config), {
    raw: false,
    patchDocumentOnRequest: () => currentDocument(app, config),
    customCss: '.swagger-ui .topbar { display: none }',
    customSiteTitle: 'KB Stylish service engine',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      docExpansion: 'none',
      filter: true,
      validatorUrl: null,
    },
  });
}
