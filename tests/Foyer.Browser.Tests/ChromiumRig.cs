using Foyer.Rig;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Foyer.Browser.Tests.ChromiumRig))]

namespace Foyer.Browser.Tests;

/// <summary>
/// Debian's Chromium without its window, which takes half the processor time, driven by Playwright. One serves the whole assembly: a test class takes it as a constructor parameter, and
/// every test opens its own context (its own cookies). It ends with the test host, because its driver does.
/// </summary>
public sealed class ChromiumRig : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium-headless-shell";

    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            throw new RigException("chromium-headless-shell is not installed (Debian package of that name): run ./dev test, which installs it.");
        }

        Assertions.SetDefaultExpectTimeout(30_000);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            // Root may not have the sandbox; the rest keeps the browser from calling home, which would slow every start.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>
    /// Somebody's browser: a wide screen or a phone (390 px), light or dark, with or without script, speaking
    /// <paramref name="language"/>. An unknown certificate is accepted: what the browser trusts is not what is tested.
    /// </summary>
    public async Task<IBrowserContext> Somebody(bool phone = false, bool dark = false, bool script = true, string language = "en-GB")
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
            DeviceScaleFactor = phone ? 2 : 1,
            IsMobile = phone,
            HasTouch = phone,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = script,
            Locale = language,
            TimezoneId = "UTC",
            IgnoreHTTPSErrors = true,
        });
        context.SetDefaultTimeout(60_000); // the machine may be busy; whatever fails by it fails for good
        if (script) await context.AddInitScriptAsync(Accessibility.Checker);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
