using Foyer.Rig;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>Debian's Chromium, driven by Playwright. One for the assembly is enough; every test opens its own context (its own cookies).</summary>
public sealed class ChromiumRig : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private readonly IPlaywright playwright;

    private ChromiumRig(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        Browser = browser;
    }

    public IBrowser Browser { get; }

    /// <summary>Starts the browser; it ends with the test host, because its driver does.</summary>
    public static async Task<ChromiumRig> Start()
    {
        if (!File.Exists(Executable))
        {
            throw new RigException("chromium is not installed (Debian package chromium): run ./dev test, which installs it.");
        }

        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            // Root may not have the sandbox; the rest keeps the browser from calling home, which would slow every start.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return new ChromiumRig(driver, browser);
    }

    /// <summary>
    /// Somebody's browser: a wide screen or a phone (390 px), light or dark, with or without script, speaking
    /// <paramref name="language"/>. An unknown certificate is accepted: what the browser trusts is not what is tested.
    /// </summary>
    public Task<IBrowserContext> Somebody(bool phone = false, bool dark = false, bool script = true, string language = "en-GB") =>
        Browser.NewContextAsync(new BrowserNewContextOptions
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

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
    }
}
