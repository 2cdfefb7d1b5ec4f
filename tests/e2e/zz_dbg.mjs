const { launch, openContext, axeFindings } = await import("./browser.mjs");
const browser = await launch();
const run = async (locale, scheme, w, h, path, name, act) => {
 const context = await openContext(browser, "http://127.0.0.1:8899", {viewport:{width:w,height:h}, locale, colorScheme: scheme, bypassCSP: true});
 const page = await context.newPage(); page.on("pageerror", e=>console.log("ERR",e.message));
 await page.goto("http://127.0.0.1:8899/staff/#"+path); await page.waitForTimeout(1500); await page.waitForTimeout(800); await act(page); await page.waitForTimeout(1500);
 await page.screenshot({path:`/tmp/shot_${name}.png`}); console.log(name, await axeFindings(page), await page.evaluate(()=>document.documentElement.scrollWidth-innerWidth)); await context.close(); };
await run("en","light",390,844,"/inbox/c/103","s",async p=>{await p.keyboard.press("n"); });
await run("en","light",390,844,"/inbox","t",async p=>{await p.keyboard.press("v"); });
await run("fr","light",1000,800,"/inbox/c/101","u",async p=>{await p.keyboard.press("?"); });
await browser.close();
