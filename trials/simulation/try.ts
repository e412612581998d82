import { specOf } from './generate';
import { runUniverse } from './universe';
(async()=>{
const from=Number(process.argv[2]??1), n=Number(process.argv[3]??1), keep=process.argv[4]==='p';
const t=performance.now(); const kinds:Record<string,number>={}; let d=0,ev=0; const first:Record<string,string>={};
for(let s=from;s<from+n;s++){
  const u=await runUniverse(specOf(s),{keepSchedule:keep});
  d+=u.deliveries; ev+=u.events;
  if(keep) { console.log(u.schedule.join('\n')); console.log(JSON.stringify(specOf(s).traits), JSON.stringify(specOf(s).faults)); }
  for(const v of u.violations){ kinds[v.kind]=(kinds[v.kind]??0)+1; first[v.kind]??=`${s}: ${v.about}`; if(keep)console.log(v.kind,v.about,u.hash);}
}
console.log(kinds,first,d,ev,((performance.now()-t)/n).toFixed(1)+' ms/universe');
})();
