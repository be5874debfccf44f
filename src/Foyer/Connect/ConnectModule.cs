using Foyer.Connect.Consent;
using Foyer.Connect.Device;
using Foyer.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;
using Schemes = Foyer.Web.Schemes;

namespace Foyer.Connect;

/// <summary>OpenID Connect and OAuth for a tenant's apps; the only folder that names OpenIddict (docs/adr/0004).</summary>
internal static class ConnectModule
{
    // After the header WWW-Authenticate was written, which may not hold the line breaks of Entra's descriptions.
    private static readonly int BeforeJson = OpenIddictServerAspNetCoreHandlers.ProcessJsonResponse<ApplyTokenResponseContext>.Descriptor.Order - 500;

    private static readonly AuthorizationPolicy ByToken = new AuthorizationPolicyBuilder(Schemes.Bearer).RequireAuthenticatedUser().Build();

    extension(IServiceCollection services)
    {
        public IServiceCollection AddConnect()
        {
            services.AddSingleton<FindTenant>().AddSingleton<TenantKeys>().AddSingleton<SharedAuthority>().AddSingleton<DescribeServer>().AddSingleton<PublishKeys>()
                .AddSingleton<ProtectTokens>().AddSingleton<ConsentTickets>().AddSingleton<FindDevice>().AddSingleton<PollDevice>()
                .AddScoped<CheckAssertion>().AddScoped<CheckConsent>().AddScoped<AskConsent>().AddScoped<ConsentEndpoint>().AddScoped<AdminConsentEndpoint>()
                .AddScoped<StartDevice>().AddScoped<AnswerDevice>().AddScoped<DeviceEndpoints>()
                .AddScoped<FindClient>().AddScoped<FindPerson>().AddScoped<TokenClaims>().AddScoped<GrantWrites>().AddScoped<RecordAppSignIn>()
                .AddScoped<Authorize>().AddScoped<AuthorizeEndpoint>().AddScoped<LogoutEndpoint>().AddScoped<RefusalPages>()
                .AddScoped<UserInfo>().AddScoped<BearerCheck>();
            services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BearerHandler>(Schemes.Bearer, null);
            // Forms of these pages stand below a tenant's path; their cookie is the one of all pages.
            services.Configure<AntiforgeryOptions>(o => o.Cookie.Path = "/");
            services.AddOpenIddict().AddServer(Configure);
            return services
                .AddSingleton<IOptionsMonitor<OpenIddictServerOptions>, TenantServerOptions>()
                .AddSingleton<IConfigureOptions<OpenIddictServerOptions>, TenantServerOptions.Configure>();
        }
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.EnableDegradedMode()
            .SetConfigurationEndpointUris("v2.0/.well-known/openid-configuration").SetJsonWebKeySetEndpointUris("discovery/v2.0/keys")
            .SetAuthorizationEndpointUris("oauth2/v2.0/authorize").SetTokenEndpointUris("oauth2/v2.0/token").SetEndSessionEndpointUris("oauth2/v2.0/logout")
            .AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowCustomFlow(ExchangeToken.DeviceGrant)
            .RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.OfflineAccess)
            .RegisterPromptValues("create") // means nothing here and must not hurt
            .DisableScopeValidation().DisableAccessTokenEncryption()
            .SetAuthorizationCodeLifetime(GrantWrites.CodeLifetime).SetRefreshTokenLifetime(GrantWrites.RefreshLifetime)
            .SetAccessTokenLifetime(TimeSpan.FromMinutes(60)).SetIdentityTokenLifetime(TimeSpan.FromMinutes(60));
        server.Configure(o =>
        {
            o.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            o.ClientAuthenticationMethods.IntersectWith([ClientAuthenticationMethods.ClientSecretBasic, ClientAuthenticationMethods.ClientSecretPost, ClientAuthenticationMethods.PrivateKeyJwt]);
        });
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().EnableErrorPassthrough()
            .DisableTransportSecurityRequirement() // CheckOptions allows http for loopback only, and a proxy may speak http to us
            .SuppressJsonResponseIndentation();

        // A refresh token serves several resources, so a later request may name other scopes; ExchangeToken decides which.
        server.RemoveEventHandler(Exchange.ValidateGrantedScopes.Descriptor);
        // Microsoft's libraries repeat the scopes when they redeem a code, which RFC 6749 section 4.1.3 has no word for.
        server.RemoveEventHandler(Exchange.ValidateScopeParameter.Descriptor);
        server.AddEventHandler<ValidateAuthorizationRequestContext>(h => h.UseScopedHandler<CheckRequests>().SetOrder(int.MinValue + 1));
        server.AddEventHandler<ValidateTokenRequestContext>(h => h.UseScopedHandler<CheckRequests>().SetOrder(Exchange.ValidateGrantType.Descriptor.Order + 500));
        server.AddEventHandler<ValidateEndSessionRequestContext>(h => h.UseScopedHandler<CheckRequests>().SetOrder(Session.ValidateAuthentication.Descriptor.Order + 500));
        server.AddEventHandler<ProcessAuthenticationContext>(h => h.UseScopedHandler<CheckRequests>().SetOrder(EvaluateValidatedTokens.Descriptor.Order + 500));
        server.AddEventHandler<ExtractTokenRequestContext>(h => h.UseInlineHandler(ReadGrantType).SetOrder(int.MaxValue - 500));
        server.AddEventHandler<HandleTokenRequestContext>(h => h.UseScopedHandler<ExchangeToken>().SetOrder(Exchange.AttachPrincipal.Descriptor.Order + 500));
        server.AddEventHandler<HandleConfigurationRequestContext>(h => h.UseSingletonHandler<DescribeServer>().SetOrder(Discovery.AttachAdditionalMetadata.Descriptor.Order + 500));
        server.AddEventHandler<ApplyJsonWebKeySetResponseContext>(h => h.UseSingletonHandler<PublishKeys>().SetOrder(int.MinValue + 1));
        server.AddEventHandler<ValidateTokenContext>(h => h.UseSingletonHandler<ProtectTokens>().SetOrder(Protection.ValidateIdentityModelToken.Descriptor.Order - 500));
        server.AddEventHandler<GenerateTokenContext>(h => h.UseSingletonHandler<ProtectTokens>().SetOrder(Protection.AttachSecurityCredentials.Descriptor.Order - 500));
        server.AddEventHandler<GenerateTokenContext>(h => h.UseSingletonHandler<WriteTokens>().SetOrder(Protection.AttachSecurityCredentials.Descriptor.Order - 400));
        server.AddEventHandler<ApplyTokenResponseContext>(h => h.UseScopedHandler<CompleteAnswers>().SetOrder(BeforeJson));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(h => h.UseSingletonHandler<ReturnErrors>().SetOrder(Authentication.AttachRedirectUri.Descriptor.Order + 500));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(h => h.UseScopedHandler<CompleteAnswers>().SetOrder(Authentication.InferResponseMode.Descriptor.Order + 500));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(h => h.UseSingletonHandler<PostAnswer>().SetOrder(OpenIddictServerAspNetCoreHandlers.Authentication.ProcessFormPostResponse.Descriptor.Order - 500));
    }

    /// <summary>RFC 8628 spells the grant type as a URN, Microsoft's libraries as one word; the library below would want an endpoint of its own for the URN.</summary>
    private static ValueTask ReadGrantType(ExtractTokenRequestContext context)
    {
        if (context.Request?.GrantType == DescribeServer.DeviceGrantType) context.Request.GrantType = ExchangeToken.DeviceGrant;
        return default;
    }

    extension(IApplicationBuilder app)
    {
        public void UseConnect() => app.UseMiddleware<TenantByPath>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Below a tenant's path; discovery, keys and token are answered by OpenIddict before routing matters.</summary>
        public void MapConnect()
        {
            string[] browsers = ["GET", "POST"];
            routes.MapMethods("/oauth2/v2.0/authorize", browsers, (HttpContext http, AuthorizeEndpoint endpoint, CancellationToken ct) => endpoint.Run(http, ct)).AllowAnonymous();
            routes.MapMethods("/oauth2/v2.0/logout", browsers, (HttpContext http, LogoutEndpoint endpoint, CancellationToken ct) => endpoint.Run(http, ct)).AllowAnonymous().TakesForm();
            routes.MapPost("/oauth2/v2.0/devicecode", (HttpContext http, StartDevice start, CancellationToken ct) => start.Run(http, ct)).AllowAnonymous().DisableAntiforgery();
            routes.MapGet("/oauth2/deviceauth", () => Results.Redirect("/device")).AllowAnonymous();
            routes.MapGet("/device", DeviceEndpoints.Ask).AllowAnonymous();
            routes.MapPost("/device", (HttpContext http, DeviceEndpoints endpoints, CancellationToken ct) => endpoints.Enter(http, ct)).AllowAnonymous().TakesForm();
            routes.MapGet("/device/confirm", (HttpContext http, DeviceEndpoints endpoints, CancellationToken ct) => endpoints.Confirm(http, ct)).AllowAnonymous();
            routes.MapPost("/device/confirm", (HttpContext http, DeviceEndpoints endpoints, CancellationToken ct) => endpoints.Answer(http, ct)).AllowAnonymous().TakesForm();
            routes.MapPost("/oauth2/v2.0/consent", (HttpContext http, ConsentEndpoint endpoint, CancellationToken ct) => endpoint.Run(http, ct)).AllowAnonymous().TakesForm();
            routes.MapGet("/v2.0/adminconsent", (HttpContext http, AdminConsentEndpoint endpoint, CancellationToken ct) => endpoint.Show(http, ct)).AllowAnonymous();
            routes.MapPost("/v2.0/adminconsent", (HttpContext http, AdminConsentEndpoint endpoint, CancellationToken ct) => endpoint.Act(http, ct)).AllowAnonymous().TakesForm();
            routes.MapMethods("/oidc/userinfo", browsers, (HttpContext http, UserInfo userInfo, CancellationToken ct) => userInfo.Run(http, ct)).RequireAuthorization(ByToken);
        }
    }
}
