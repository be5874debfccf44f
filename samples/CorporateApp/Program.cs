using CorporateApp;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddDemoFile();

if (!AppSettings.TryRead(builder.Configuration, out var settings, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

builder.Services.AddSingleton(settings);
builder.Services.AddSingleton<Pages>();
builder.Services.AddSignIn(settings);

var app = builder.Build();
app.UseStaticFiles();
app.UseAuthentication();

app.MapGet("/health", () => "ok");
app.MapGet("/theme.css", (Pages pages) => pages.Theme());

app.MapGet("/", (HttpContext http, Pages pages) => http.User.Identity is { IsAuthenticated: true }
    ? pages.SignedIn(http.User)
    : pages.SignedOut(justNow: http.Request.Query.ContainsKey("signedout")));

// The address for links in portals and mails: no page in between, straight to the sign-in.
app.MapGet("/start", async (HttpContext http, Pages pages) =>
{
    if (http.User.Identity is { IsAuthenticated: true } && !http.Request.Query.ContainsKey("prompt"))
    {
        return Results.Redirect("/");
    }

    var properties = new OpenIdConnectChallengeProperties { RedirectUri = "/" };
    if (http.Request.Query["prompt"] == "select_account")
    {
        properties.Prompt = "select_account";
    }

    try
    {
        await http.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, properties);
        return Results.Empty;
    }
    catch (Exception e) when (SignIn.MeansUnreachable(e))
    {
        return pages.Unreachable();
    }
});

// A form post: another site cannot end the session with a link or an image, because the Lax cookie stays at home.
app.MapPost("/signout", async (HttpContext http) =>
{
    if (http.User.Identity is not { IsAuthenticated: true })
    {
        return Results.Redirect("/");
    }

    await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    try
    {
        var properties = new AuthenticationProperties { RedirectUri = "/?signedout" };
        await http.SignOutAsync(OpenIdConnectDefaults.AuthenticationScheme, properties);
        return Results.Empty;
    }
    catch (Exception e) when (SignIn.MeansUnreachable(e))
    {
        return Results.Redirect("/?signedout");
    }
});

app.MapFallback((Pages pages) => pages.NotFound());

await app.RunAsync();
return 0;
