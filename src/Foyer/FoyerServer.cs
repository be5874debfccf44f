using Foyer.Data;
using Foyer.Web;

namespace Foyer;

/// <summary>The server's table of contents: the only place where modules meet.</summary>
internal static class FoyerServer
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adapt = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        adapt?.Invoke(builder);
        var options = builder.AddWeb();

        builder.Services
            .AddData(options);

        var app = builder.Build();
        app.UseWeb();
        app.MapWeb();
        return app;
    }
}
