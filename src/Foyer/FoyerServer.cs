using Foyer.Apps;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;

namespace Foyer;

/// <summary>The server's table of contents: the only place where modules meet.</summary>
internal static class FoyerServer
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "foyer", Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // run from the build output as well as published
        configure?.Invoke(builder);
        var options = builder.AddWeb();

        builder.Services
            .AddData(options)
            .AddTenants().AddUsers().AddApps().AddPolicies()
            .AddCommands();

        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWeb();
        app.MapWeb();
        return app;
    }
}
