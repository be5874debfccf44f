using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Foyer.Web;

/// <summary>What every request passes: configuration, headers, correlation, static files, probes.</summary>
internal static class WebModule
{
    extension(WebApplicationBuilder builder)
    {
        /// <summary>Reads and checks the configuration; unsafe or contradictory settings stop the start naming the key.</summary>
        public FoyerOptions AddWeb()
        {
            if (Environment.GetEnvironmentVariable("FOYER_DATA") is { Length: > 0 } data && builder.Configuration["Foyer:Data"] is null)
                builder.Configuration["Foyer:Data"] = data;
            var options = CheckOptions.Read(builder.Configuration);
            if (Environment.GetEnvironmentVariable("FOYER_DEV_TLS") == "1" && options.Tls.CertificatePath is null)
                options.Tls = LocalAuthority.Prepare(options.Data, TimeProvider.System);
            if (CheckOptions.FirstProblem(options) is { } problem) throw new UnusableConfigurationException(problem);
            PrivateFiles.CreateDirectory(options.Data);

            // It writes addresses with their query, and those of invitations carry a secret (security rule 1): no setting turns it on.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
            builder.Services.AddSingleton<IOptions<FoyerOptions>>(Options.Create(options));
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddScoped<RequestInfo>();
            builder.Services.AddHttpContextAccessor();
            builder.Services.AddTelemetry();
            builder.Services.AddProblemDetails();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents()
                .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 128 * 1024); // the largest text that a field of the portal takes is a style sheet of 25 KB
            builder.Services.AddAntiforgery(o =>
            {
                o.Cookie.Name = "foyer-form";
                o.Cookie.SameSite = SameSiteMode.Strict;
                o.Cookie.HttpOnly = true;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            });

            builder.Services.Configure<ForwardedHeadersOptions>(o =>
            {
                o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                foreach (var proxy in options.TrustedProxies) o.KnownIPNetworks.Add(FoyerOptions.Network(proxy)!.Value);
                if (options.TrustedProxies.Count > 0) o.ForwardLimit = null; // as far as the chain of trusted ones reaches
            });
            builder.Services.AddAuthentication();
            builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // uploads raise it where they are read
                if (builder.Configuration["urls"] is null) Listen(kestrel, options);
            });
            return options;
        }
    }

    extension(WebApplication app)
    {
        public void UseHeaders()
        {
            app.UseForwardedHeaders();
            app.UseMiddleware<Headers>();
            app.UseErrorPages();
        }

        public void UseDoor()
        {
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseAntiforgery();
            app.Use(RefuseTooMuch);
        }

        public void MapWeb()
        {
            app.MapTelemetry();
            app.MapAccents();
            app.MapStaticAssets().AllowAnonymous();
            app.MapGet("/", () => Results.Redirect("/myapps")).AllowAnonymous();
            app.MapFallback("{**path}", () => Results.NotFound()).AllowAnonymous(); // or strangers would be asked to sign in to nothing
            app.MapGet("/favicon.ico", () => Results.Redirect("/favicon.svg", permanent: true)).AllowAnonymous();
            app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
            app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        }
    }

    /// <summary>A form that was too large to be read is no form of a page that was open too long: sending it once more would not help.</summary>
    private static Task RefuseTooMuch(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>()?.Error?.InnerException is not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }) return next(http);
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, FoyerOptions options)
    {
        var certificate = options.Tls.CertificatePath is { } path
            ? System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(path, options.Tls.KeyPath)
            : null;
        if (certificate is not null && !options.PublicUrl.IsLoopback) kestrel.ListenAnyIP(options.PublicUrl.Port, l => l.UseHttps(certificate));
        else if (certificate is not null) kestrel.ListenLocalhost(options.PublicUrl.Port, l => l.UseHttps(certificate));
        else kestrel.ListenLocalhost(options.PublicUrl.IsLoopback && options.PublicUrl.Scheme == Uri.UriSchemeHttp ? options.PublicUrl.Port : 5080);
    }
}
