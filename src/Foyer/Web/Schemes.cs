namespace Foyer.Web;

/// <summary>How a caller proves itself: a person's browser by its session, a program by its token.</summary>
public static class Schemes
{
    public const string Session = "Session";
    public const string Bearer = "Bearer";
}
